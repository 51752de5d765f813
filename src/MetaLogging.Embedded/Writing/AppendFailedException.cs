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
}
