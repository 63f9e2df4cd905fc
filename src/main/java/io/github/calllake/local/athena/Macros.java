package io.github.calllake.local.athena;

import java.util.List;

/**
 * Functions that DuckDB has not, as macros. A macro's argument is copied wherever it is named; a list of one element
 * and a lambda over it evaluate it once.
 */
final class Macros {
    private Macros() {}

    static List<String> all() {
        return List.of(
                // A timestamp with time zone: see SqlType.
                "ct_zoned(t, zone) AS CASE WHEN t IS NOT NULL AND zone IS NOT NULL THEN struct_pack(u := t, z := zone) END",
                "ct_offset(zone) AS to_minutes(CAST(left(zone, 1) || '1' AS BIGINT)"
                        + " * (CAST(substr(zone, 2, 2) AS BIGINT) * 60 + CAST(right(zone, 2) AS BIGINT)))",
                "ct_is_offset(zone) AS regexp_full_match(zone, '[+-][0-9]{2}:[0-9]{2}')",
                "ct_local(v) AS list_transform([v], lambda t: CASE WHEN t.z = 'UTC' THEN t.u"
                        + " WHEN ct_is_offset(t.z) THEN t.u + ct_offset(t.z)"
                        + " ELSE timezone(t.z, timezone('UTC', t.u)) END)[1]",
                "ct_from_local(v, zone) AS ct_zoned(CASE WHEN zone = 'UTC' THEN v"
                        + " WHEN ct_is_offset(zone) THEN v - ct_offset(zone)"
                        + " ELSE timezone('UTC', timezone(zone, v)) END, zone)",
                "ct_truncate(unit, v) AS list_transform([v], lambda x: ct_zoned("
                        + "x.u - (ct_local(x) - CAST(date_trunc(unit, ct_local(x)) AS TIMESTAMP)), x.z))[1]",
                "ct_round(v, unit) AS list_transform([epoch_us(v) + unit // 2],"
                        + " lambda us: make_timestamp(us - (us % unit + unit) % unit))[1]",
                "ct_text(v, digits) AS CASE digits WHEN 0 THEN strftime(v, '%Y-%m-%d %H:%M:%S')"
                        + " ELSE left(strftime(v, '%Y-%m-%d %H:%M:%S.%f'), 20 + digits) END",
                "ct_from_unix(seconds) AS make_timestamp(CAST(round(seconds * 1000) AS BIGINT) * 1000)",
                "ct_iso_parts(x) AS regexp_extract(x, '^([0-9]{4}-[0-9]{2}-[0-9]{2})"
                        + "(?:T([0-9]{2})(?::?([0-9]{2})(?::?([0-9]{2})(?:[.,]([0-9]+))?)?)?)?"
                        + "(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?$', ['d', 'h', 'm', 's', 'f', 'z'])",
                "ct_iso_zone(z) AS CASE WHEN z IN ('', 'Z', '+00', '+0000', '+00:00') THEN 'UTC'"
                        + " WHEN length(z) = 3 THEN z || ':00' ELSE left(z, 3) || ':' || right(z, 2) END",
                "ct_iso(x, digits) AS list_transform([ct_iso_parts(x)], lambda p: ct_from_local(TRY_CAST(p.d || ' '"
                        + " || coalesce(nullif(p.h, ''), '00') || ':' || coalesce(nullif(p.m, ''), '00') || ':'"
                        + " || coalesce(nullif(p.s, ''), '00') || '.' || rpad(left(p.f, digits), 6, '0') AS TIMESTAMP),"
                        + " ct_iso_zone(p.z)))[1]",
                // Trino counts back from the end for a negative start, and has nothing at 0 or before the beginning.
                "ct_substr(x, start) AS CASE WHEN start > 0 THEN substr(x, start)"
                        + " WHEN start < 0 AND -start <= length(x) THEN substr(x, start)"
                        + " WHEN x IS NULL OR start IS NULL THEN NULL ELSE '' END",
                "ct_scientific_parts(p) AS CASE WHEN p.digits = '' THEN '0.0E0' ELSE left(p.digits, 1) || '.'"
                        + " || CASE WHEN length(p.digits) > 1 THEN substr(p.digits, 2) ELSE '0' END || 'E'"
                        + " || CAST(p.exponent AS VARCHAR) END",
                "ct_significant(whole, fraction, exponent) AS {'digits': trim(whole || fraction, '0'), 'exponent':"
                        + " length(whole) - 1 - (length(whole || fraction) - length(ltrim(whole || fraction, '0'))) + exponent}",
                // The text of a double as Trino casts it: 1.5E0.
                "ct_scientific(t) AS list_transform([t], lambda s: CASE WHEN s IN ('nan', '-nan') THEN 'NaN'"
                        + " WHEN s = 'inf' THEN 'Infinity' WHEN s = '-inf' THEN '-Infinity'"
                        + " ELSE CASE WHEN s LIKE '-%' THEN '-' ELSE '' END || ct_scientific_parts(ct_significant("
                        + "split_part(split_part(ltrim(s, '-'), 'e', 1), '.', 1),"
                        + " split_part(split_part(ltrim(s, '-'), 'e', 1), '.', 2),"
                        + " coalesce(TRY_CAST(split_part(ltrim(s, '-'), 'e', 2) AS INTEGER), 0))) END)[1]",
                // Trino's digest of few values: the one at that share of their number.
                "ct_percentile(values, share) AS list_transform([list_sort(list_filter(values, lambda v: v IS NOT NULL))],"
                        + " lambda s: s[least(CAST(floor(share * len(s)) AS BIGINT), len(s) - 1) + 1])[1]",
                // Exact quotients of decimals, as whole numbers; rounded half away from zero.
                "ct_unscaled(d, scale) AS CAST(replace(CAST(d AS VARCHAR), '.', '') AS HUGEINT)",
                "ct_divide(n, d) AS CAST(CASE WHEN (n < 0) = (d < 0) THEN 1 ELSE -1 END"
                        + " * ((2 * abs(n) + abs(d)) // (2 * abs(d))) AS VARCHAR)");
    }
}
