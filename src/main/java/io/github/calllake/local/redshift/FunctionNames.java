package io.github.calllake.local.redshift;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The functions a statement may call, in capitals. A name in none of the sets does not exist in Redshift.
 *
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html">SQL functions reference</a>
 * @see <a href="https://docs.aws.amazon.com/redshift/latest/dg/c_unsupported-postgresql-functions.html">Unsupported PostgreSQL functions</a>
 */
final class FunctionNames {

    /** What both Redshift and this stand-in have. */
    private static final Set<String> SUPPORTED = words("""
            ANY_VALUE AVG COUNT LISTAGG MAX MEDIAN MIN PERCENTILE_CONT PERCENTILE_DISC STDDEV STDDEV_POP STDDEV_SAMP SUM VARIANCE VAR_POP VAR_SAMP
            BIT_AND BIT_OR BOOL_AND BOOL_OR GROUPING
            CUME_DIST DENSE_RANK FIRST_VALUE LAG LAST_VALUE LEAD NTH_VALUE NTILE PERCENT_RANK RANK RATIO_TO_REPORT ROW_NUMBER
            ARRAY ARRAY_CONCAT ARRAY_FLATTEN GET_ARRAY_LENGTH SPLIT_TO_ARRAY SUBARRAY OBJECT
            CAST COALESCE CONVERT DECODE GREATEST LEAST NULLIF NVL NVL2 ISNULL TRY_CAST
            TO_CHAR TO_DATE TO_NUMBER TO_TIMESTAMP
            ADD_MONTHS CONVERT_TIMEZONE DATE DATEADD DATEDIFF DATE_ADD DATE_DIFF DATEPART DATE_CMP DATE_CMP_TIMESTAMP DATE_PART DATE_PART_YEAR DATE_TRUNC
            EXTRACT GETDATE LAST_DAY MONTHS_BETWEEN NEXT_DAY PGDATE_PART TIMESTAMP_CMP TIMESTAMP_CMP_DATE TIMEZONE TRUNC
            MD5 SHA2
            CAN_JSON_PARSE IS_VALID_JSON IS_VALID_JSON_ARRAY JSON_ARRAY_LENGTH JSON_EXTRACT_ARRAY_ELEMENT_TEXT JSON_EXTRACT_PATH_TEXT JSON_PARSE
            JSON_SERIALIZE JSON_SERIALIZE_TO_VARBYTE JSON_SIZE JSON_TYPEOF
            ABS ACOS ASIN ATAN ATAN2 CBRT CEIL CEILING COS COT DEGREES DEXP DLOG1 DLOG10 EXP FLOOR LN MOD PI POW POWER RADIANS RANDOM ROUND SIGN SIN
            SQRT TAN
            IS_ARRAY IS_BIGINT IS_BOOLEAN IS_CHAR IS_INTEGER IS_OBJECT IS_SCALAR IS_SMALLINT IS_VARCHAR
            ASCII BTRIM CHARACTER_LENGTH CHARINDEX CHAR_LENGTH CHR CONCAT INITCAP LEFT LEN LENGTH LOWER LPAD LTRIM OCTET_LENGTH POSITION
            QUOTE_IDENT QUOTE_LITERAL REGEXP_COUNT REGEXP_INSTR REGEXP_REPLACE REGEXP_SUBSTR REPEAT REPLACE REPLICATE REVERSE RIGHT RPAD RTRIM
            SPLIT_PART STRPOS STRTOL SUBSTRING TEXTLEN TRANSLATE TRIM UPPER
            FROM_HEX FROM_VARBYTE IS_UTF8 TO_HEX TO_VARBYTE
            CURRENT_DATABASE CURRENT_SETTING PG_BACKEND_PID PG_CANCEL_BACKEND PG_TERMINATE_BACKEND SET_CONFIG VERSION
            """);

    /** They run on the leader node alone: never together with a table. */
    private static final Set<String> LEADER_ONLY = words("""
            AGE CURRENT_SCHEMA CURRENT_SCHEMAS HAS_DATABASE_PRIVILEGE HAS_SCHEMA_PRIVILEGE HAS_TABLE_PRIVILEGE SUBSTR FACTORIAL LOG ISFINITE NOW
            GENERATE_SERIES PG_GET_USERBYID PG_GET_VIEWDEF OBJ_DESCRIPTION FORMAT_TYPE PG_TABLE_IS_VISIBLE PG_SLEEP
            """);

    /** They run on compute nodes alone: never without a table. */
    private static final Set<String> COMPUTE_ONLY = words("LISTAGG MEDIAN PERCENTILE_CONT PERCENTILE_DISC");

    /** Redshift has them. */
    private static final Set<String> NOT_EMULATED = words("""
            ARRAY_CONTAINS ARRAY_DISTINCT ARRAY_EXCEPT ARRAY_INTERSECTION ARRAY_POSITION ARRAY_POSITIONS ARRAY_SORT ARRAY_UNION ARRAYS_OVERLAP
            GET_NUMBER_ATTRIBUTES LOWER_ATTRIBUTE_NAMES OBJECT_TRANSFORM UPPER_ATTRIBUTE_NAMES UNNEST
            CRC32 FUNC_SHA1 SHA SHA1 IS_DECIMAL IS_FLOAT BPCHARCMP BTTEXT_PATTERN_CMP CHECKSUM COLLATE DIFFERENCE FARMFINGERPRINT64 FNV_HASH GETBIT MURMUR3_32_HASH OCTETINDEX SOUNDEX
            TEXT_TO_INT_ALT TEXT_TO_NUMERIC_ALT INTERVAL_CMP TIMEOFDAY TIMESTAMPTZ_CMP TIMESTAMPTZ_CMP_DATE TIMESTAMPTZ_CMP_TIMESTAMP
            TIMESTAMP_CMP_TIMESTAMPTZ DATE_CMP_TIMESTAMPTZ
            HLL HLL_CARDINALITY HLL_COMBINE HLL_COMBINE_SKETCHES HLL_CREATE_SKETCH EXPLAIN_MODEL
            ADDBBOX DROPBBOX GEOMETRYTYPE SUPPORTSBBOX H3_BOUNDARY H3_CENTER H3_FROMLONGLAT H3_FROMPOINT H3_ISVALID H3_POLYFILL H3_RESOLUTION
            H3_TOCHILDREN H3_TOPARENT
            CHANGE_QUERY_PRIORITY CHANGE_SESSION_PRIORITY CHANGE_USER_PRIORITY CURRENT_AWS_ACCOUNT CURRENT_NAMESPACE CURRENT_SESSION_ARN
            CURRENT_USER_ID DEFAULT_IAM_ROLE GET_MOUNTED_ROLE HAS_ASSUMEROLE_PRIVILEGE LAST_USER_QUERY_ID PG_GET_COLS PG_GET_GRANTEE_BY_IAM_ROLE
            PG_GET_IAM_ROLE_BY_USER PG_GET_LATE_BINDING_VIEW_COLS PG_GET_SESSION_ROLES PG_LAST_COPY_COUNT PG_LAST_COPY_ID PG_LAST_QUERY_ID
            PG_LAST_UNLOAD_COUNT PG_LAST_UNLOAD_ID REBOOT_CLUSTER ROLE_IS_MEMBER_OF SLICE_NUM USER_IS_MEMBER_OF EXPLODE
            """);

    /** What drivers and tools ask PostgreSQL's catalogue with, beside what begins with PG_GET_ and the like. */
    private static final Set<String> OF_CATALOGUE = words("""
            ACLDEFAULT ACLEXPLODE ARRAY_AGG ARRAY_APPEND ARRAY_CAT ARRAY_LENGTH ARRAY_LOWER ARRAY_POSITION ARRAY_PREPEND ARRAY_REMOVE ARRAY_TO_STRING
            ARRAY_UPPER CARDINALITY COL_DESCRIPTION CONCAT_WS CURRENT_CATALOG CURRENT_USER EVERY FORMAT GENERATE_SUBSCRIPTS INT2VECTOR NAME OIDVECTOROUT
            OID PG_ENCODING_TO_CHAR PG_CHAR_TO_ENCODING PG_HAS_ROLE PG_INDEXAM_HAS_PROPERTY PG_INDEX_COLUMN_HAS_PROPERTY PG_INDEX_HAS_PROPERTY
            PG_DATABASE_SIZE PG_INDEXES_SIZE PG_IS_IN_RECOVERY PG_MY_TEMP_SCHEMA PG_OPTIONS_TO_TABLE PG_POSTMASTER_START_TIME PG_RELATION_IS_PUBLISHABLE
            PG_RELATION_SIZE PG_SIZE_PRETTY PG_TABLE_SIZE PG_TABLESPACE_LOCATION PG_TABLESPACE_SIZE PG_TOTAL_RELATION_SIZE PG_TYPEOF
            REGEXP_MATCH REGEXP_SPLIT_TO_ARRAY ROW SHOBJ_DESCRIPTION STRING_AGG STRING_TO_ARRAY TO_REGCLASS TO_REGTYPE UNNEST XMIN
            _PG_CHAR_MAX_LENGTH _PG_DATETIME_PRECISION _PG_EXPANDARRAY _PG_NUMERIC_PRECISION _PG_NUMERIC_SCALE _PG_TRUETYPID _PG_TRUETYPMOD
            """);

    private FunctionNames() {}

    /**
     * Refuses what could do more than tell of the catalogue, as large objects, files and queries in a string do.
     *
     * @param name in capitals, called in a statement that reads nothing else
     */
    static void checkOfCatalogue(String name) {
        boolean known = SUPPORTED.contains(name)
                || LEADER_ONLY.contains(name)
                || OF_CATALOGUE.contains(name)
                || TypeRules.isType(name)
                || name.startsWith("PG_GET_")
                || (name.startsWith("PG_") && name.endsWith("_IS_VISIBLE"))
                || (name.startsWith("HAS_") && name.endsWith("_PRIVILEGE"));
        if (!known) {
            throw missing(name);
        }
    }

    /**
     * Refuses a function that cannot be called.
     *
     * @param name in capitals
     * @param overTables whether the statement reads a table that is not of the catalogue
     */
    static void check(String name, boolean overTables) {
        if (SUPPORTED.contains(name)) {
            if (!overTables && COMPUTE_ONLY.contains(name)) {
                throw new RedshiftSqlException(
                        "0A000",
                        "One or more of the used functions must be applied on at least one user created tables."
                                + " Examples of user table only functions are LISTAGG, MEDIAN, PERCENTILE_CONT, etc");
            }
            return;
        }
        if (LEADER_ONLY.contains(name)) {
            if (overTables) {
                throw leaderOnly();
            }
            return;
        }
        if (NOT_EMULATED.contains(name) || name.startsWith("ST_")) {
            throw RedshiftSqlException.notEmulated("the function " + name);
        }
        throw missing(name);
    }

    private static RedshiftSqlException missing(String name) {
        return new RedshiftSqlException("42883", "function " + name.toLowerCase(Locale.ROOT) + "() does not exist");
    }

    /** What Redshift says of a query that would need the leader node and the compute nodes at once. */
    static RedshiftSqlException leaderOnly() {
        return new RedshiftSqlException(
                "0A000", "Specified types or functions (one per INFO message) not supported on Redshift tables.");
    }

    /** What a statement may call, in capitals. */
    static Set<String> supported() {
        return SUPPORTED;
    }

    static Set<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
    }
}
