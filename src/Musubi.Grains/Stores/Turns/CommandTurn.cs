using System.Text;
using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;
using Musubi.Grains.Commands;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores.Turns;

/// <summary>A command.</summary>
internal sealed class CommandTurn : RootTurn<CommandRequest, CommandAnswer>
{
    private CommandTurn()
    {
    }

    public static CommandTurn Instance { get; } = new();

    public override CommandAnswer NotMounted => new(CommandOutcome.NotMounted);

    public override CommandAnswer Crashed(Exception exception) => new(CommandOutcome.Crashed, Encoding.UTF8.GetBytes(CrashDetail.Of(exception)));

    public override Cycle Measure(GrainMetrics metrics, string root, CommandRequest request) => metrics.Commanding(root);

    public override ValueTask<CommandAnswer> Run(StoreTree tree, CommandRequest request) => tree.Command(request.StoreId, request.Name, request.Payload, request.Cid);

    public override CommandAnswer Complete(in Cycle cycle, StoreTree tree, CommandRequest request, CommandAnswer answer)
    {
        cycle.End(answer.Outcome, request.Name);

        // A push, of a task that the command started, say, may overtake this answer on its way. By its version it then waits for the reply.
        return answer is { Outcome: CommandOutcome.Handled, Patch: null } ? answer with { Patch = tree.Step() } : answer;
    }

    public override PatchEnvelope? PatchOf(CommandAnswer answer) => answer.Patch;

    public override (string Kind, string Name) NameOf(CommandRequest request) => ("command", request.Name);

    public override string OutcomeOf(CommandAnswer answer) => TagValue<CommandOutcome>.Of(answer.Outcome);

    public override void Crash(in Cycle cycle, ILogger log, CommandRequest request, Exception exception)
    {
        if (exception is ClientGoneException)
        {
            log.CommandAbandoned(request.Name, request.StoreId);
        }
        else
        {
            log.CommandCrashed(exception, request.Name, request.StoreId);
        }

        cycle.End(CommandOutcome.Crashed, request.Name);
    }
}
