using Musubi.Testing.Clients;

namespace Musubi.Testing.Messages;

/// <summary>Sends commands to a page's stores, and says what is wrong with those that none takes.</summary>
internal static class PageCommands
{
    /// <returns>The reply, a JSON object in UTF-8.</returns>
    /// <exception cref="CommandRefusedException">There is no such store, or it declares no such command.</exception>
    /// <exception cref="StoreCrashedException">The payload does not fit, or a handler, a hook or a render threw.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(StorePage page, string command, object? payload, StoreId storeId)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        var json = ClientJson.Serialize(payload);
        var answer = await page.CycleAsync(tree => tree.Command(storeId, command, json), static answer => answer.Patch);
        switch (answer.Outcome)
        {
            case CommandOutcome.UnknownStore:
                throw new CommandRefusedException(answer.Outcome, page.NoStore(storeId));
            case CommandOutcome.UnknownCommand:
                var definition = page.Node(storeId).Definition;
                throw new CommandRefusedException(
                    answer.Outcome,
                    $"Expected a command of {definition.Type}, one of {string.Join(", ", definition.CommandNames.Order(StringComparer.Ordinal).Select(static name => $"'{name}'"))}; got '{command}'.");
            default:
                return answer.Reply.IsEmpty ? "{}"u8.ToArray() : answer.Reply;
        }
    }
}
