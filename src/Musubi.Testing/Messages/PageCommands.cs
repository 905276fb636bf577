using Musubi.Testing.Clients;
using Musubi.Testing.Hosting;

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
        page.Link.RequireClient();
        return await SendAsync(page, page.Link.Next(command, ClientJson.Serialize(payload), storeId));
    }

    /// <summary>Sends a command, for the first time or again.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<ReadOnlyMemory<byte>> SendAsync(StorePage page, PageCommand command)
    {
        page.RequireMounted();
        if (page.Link.AnswerTo(command) is not { } answer)
        {
            answer = await page.CycleAsync(tree => tree.Command(command.StoreId, command.Name, command.Payload, command.Number), static answer => answer.Patch);
            page.Link.Answered(command, answer);
        }

        switch (answer.Outcome)
        {
            case CommandOutcome.UnknownStore:
                throw new CommandRefusedException(answer.Outcome, page.NoStore(command.StoreId));
            case CommandOutcome.UnknownCommand:
                var definition = page.Node(command.StoreId).Definition;
                throw new CommandRefusedException(
                    answer.Outcome,
                    $"Expected a command of {definition.Type}, one of {string.Join(", ", definition.CommandNames.Order(StringComparer.Ordinal).Select(static name => $"'{name}'"))}; got '{command.Name}'.");
            default:
                return answer.Reply.IsEmpty ? "{}"u8.ToArray() : answer.Reply;
        }
    }
}
