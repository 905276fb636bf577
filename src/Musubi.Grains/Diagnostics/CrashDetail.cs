namespace Musubi.Grains.Diagnostics;

/// <summary>What a crash says of itself to a gateway that hands it on to clients in development: the exception's name and message, and no stack.</summary>
internal static class CrashDetail
{
    private const int MaxLength = 2000;

    public static string Of(Exception exception)
    {
        var text = $"{exception.GetType().Name}: {exception.Message}";
        return text.Length <= MaxLength ? text : string.Concat(text.AsSpan(0, MaxLength), "...");
    }
}
