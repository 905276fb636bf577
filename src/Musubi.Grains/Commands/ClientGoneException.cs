namespace Musubi.Grains.Commands;

/// <summary>A command gave up because its client had gone. Its root ends, as it would have in a moment, and nobody is to blame.</summary>
internal sealed class ClientGoneException(OperationCanceledException inner) : OperationCanceledException(inner.Message, inner, inner.CancellationToken);
