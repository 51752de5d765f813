namespace MetaLogging.Ids;

/// <summary>A run of the id index can't be read; it can be built again from the facts.</summary>
internal sealed class IdRunDamagedException(IdRun run, Exception inner) : Exception(inner.Message, inner)
{
    public IdRun Run => run;
}
