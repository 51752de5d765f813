namespace MetaLogging.Stores;

/// <summary>A store could not do what was asked. The message names the store and says what to do.</summary>
public class StoreException : Exception
{
    /// <summary>Says what happened and what to do.</summary>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Whether trying the same again later may help.</summary>
    public bool IsTransient { get; init; }
}
