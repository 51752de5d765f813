using DuckDB.NET.Native;

namespace MetaLogging.Embedded.Writing;

/// <summary>DuckDB did not take rows; it never leaves this store.</summary>
internal sealed class AppendFailedException(string message) : Exception(message)
{
    /// <summary>Throws what the appender says when it has failed.</summary>
    public static void ThrowIfFailed(DuckDBState state, DuckDBAppender appender)
    {
        if (state == DuckDBState.Success)
        {
            return;
        }

        using DuckDBErrorData reason = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        throw new AppendFailedException(NativeMethods.ErrorData.DuckDBErrorDataMessage(reason));
    }

    /// <summary>Throws what a result says when it, or reading it, has failed.</summary>
    public static void ThrowIfFailed(DuckDBState state, ref DuckDBResult result)
    {
        if (state != DuckDBState.Success && NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } reason)
        {
            throw new AppendFailedException(reason);
        }
    }
}
