package io.github.calllake.engine;

/** UNLOAD of Athena. Thread-safe. */
final class AthenaUnloader implements Unloader {
    private final AthenaEngine engine;

    AthenaUnloader(AthenaEngine engine) {
        this.engine = engine;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Athena's own manifest names objects and nothing more, so the target is listed, which was empty before.
     */
    @Override
    public Unloaded unload(Unload unload, QueryOptions options) {
        UnloadTarget target = new UnloadTarget(engine.s3(), Tier.COLD, unload.target());
        target.requireEmpty();
        String query = new UnloadSql(engine).text(unload);
        QueryStats stats = engine.execute(
                query,
                "UNLOAD (" + query + ") TO '" + unload.target() + "' WITH (" + properties(unload) + ")",
                options);
        return new Unloaded(target.objects(), stats);
    }

    private static String properties(Unload unload) {
        return switch (unload.format()) {
            case PARQUET -> "format = 'PARQUET', compression = 'SNAPPY'";
            case JSON -> "format = 'JSON', compression = '" + unload.compression() + "'";
            case CSV -> "format = 'TEXTFILE', compression = '" + unload.compression() + "'";
        };
    }
}
