using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>New assigns for one store.</summary>
internal sealed class UpdateTurn : PushedTurn<SendUpdateRequest>
{
    private UpdateTurn()
    {
    }

    public static UpdateTurn Instance { get; } = new();

    public override ValueTask<PatchEnvelope?> Run(StoreTree tree, SendUpdateRequest request) => tree.SendUpdate(request.StoreId, request.Assigns);

    protected override MessageKind KindOf(SendUpdateRequest message) => MessageKind.Update;

    protected override string NameOfMessage(SendUpdateRequest message) => message.StoreId.ToString();

    protected override void LogCrash(ILogger log, Exception exception, SendUpdateRequest message) => log.UpdateCrashed(exception, message.StoreId);
}
