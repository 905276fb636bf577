namespace Musubi.TestKit;

/// <summary>What a test waited for did not come, or something else came.</summary>
public sealed class ExpectationException(string message) : Exception(message);
