namespace Musubi.Grains.Declarations;

/// <summary>A store is declared wrongly. Start-up reports it; the message says what was expected beside what came.</summary>
internal sealed class StoreDeclarationException(string message) : Exception(message);
