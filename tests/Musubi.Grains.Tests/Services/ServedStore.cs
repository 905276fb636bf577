using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Grains.Tests.Services;

/// <summary>A scoped service that writes down when it is made and when its scope ends.</summary>
internal sealed class Unit(List<string> log) : IAsyncDisposable
{
    public string Use(string callback)
    {
        log.Add($"{callback} used {GetHashCode()}");
        return callback;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        log.Add($"disposed {GetHashCode()}");
    }
}

/// <summary>A root whose every callback takes a scoped service, each in one of the forms that callbacks may have.</summary>
internal sealed class ServedStore : RootStore<ServedStore.State>
{
    public static readonly Attr<string> Name = new("name");
    public static readonly Upload File = new("file");
    public static readonly Key<string> Last = new("last");
    public static readonly Key<string> Prop = new("prop");

    public async Task<Socket> Mount(Params mountParams, Socket socket, Unit unit)
    {
        socket = await base.Mount(mountParams, socket);
        await Task.Yield();
        return socket.Assign(Last, unit.Use("mount"));
    }

    public Socket Init(Socket socket, Unit unit, [FromKeyedServices("de")] string greeting) => socket.Assign(Last, unit.Use($"init {greeting}")).Assign(Prop, "1")
        .AttachHook("before", Stage.BeforeCommand, Before)
        .AttachHook("after", Stage.AfterCommand, After);

    public ValueTask<Socket> HandleInfo(object message, Socket socket, Unit unit) => socket.Assign(Last, unit.Use($"info {message}"));

    public ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket, Unit unit) => socket.Assign(Last, unit.Use($"async {outcome.Value}"));

    public static ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket, Unit unit) => socket.Assign(Last, unit.Use($"progress {entry.Progress}"));

    public Task<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket, Unit unit)
    {
        unit.Use("external");
        return Task.FromResult(UploadTarget.Gateway);
    }

    public Task Terminate(TerminateReason reason, Socket socket, Unit unit)
    {
        unit.Use($"terminate {reason}");
        return Task.CompletedTask;
    }

    [Command]
    public async Task<(Reply Reply, Socket Socket)> Say(string text, Unit unit, Socket socket, IEnumerable<Unit> units, CancellationToken gone, [FromKeyedServices("none")] Unit? missing = null)
    {
        await Task.Yield();
        return (new Reply($"{text} {units.Count()} {missing is null}"), socket.Assign(Last, unit.Use("command")));
    }

    [Command]
    public Socket Throw(Socket socket, Unit unit) => throw new InvalidOperationException(unit.Use("throw"));

    [Command]
    public Socket Hooked(Socket socket) => socket.Assign(Last, socket.Get(Last) + ", hooked");

    private async ValueTask<HookResult> Before(CommandCall command, Socket socket, Unit unit)
    {
        await Task.Yield();
        return HookResult.Continue(command.Name == "hooked" ? socket.Assign(Last, unit.Use("before")) : socket);
    }

    private static ValueTask<HookResult> After(CommandCall command, Params reply, Socket socket, Unit unit, [FromKeyedServices("de")] string greeting) =>
        HookResult.Continue(command.Name == "hooked" ? socket.Assign(Last, $"{socket.Get(Last)}, {unit.Use($"after {greeting}")}") : socket);

    [Command]
    public Socket Pass(string prop, Socket socket) => socket.Assign(Prop, prop);

    [Command]
    public Socket Work(Socket socket) => socket.StartAsync("work", static _ => Task.FromResult("done"));

    public override State Render(Socket socket) => new(socket.Get(Name), socket.Get(Last), Child<ServedChildStore>("child", ServedChildStore.Prop.Is(socket.Get(Prop))));

    internal sealed record State(string Name, string Last, Child<ServedChildStore> Child);

    internal sealed record Reply(string Text);
}

internal sealed class ServedChildStore : Store<ServedChildStore.State>
{
    public static readonly Attr<string> Prop = new("prop");
    private static readonly Key<ImmutableArray<string>> Log = new("log");

    public ValueTask<Socket> Init(Socket socket, Unit unit) => socket.Assign(Log, [unit.Use("child init")]);

    public async ValueTask<Socket> Update(IReadOnlyDictionary<string, object?> newAssigns, Socket socket, Unit unit)
    {
        socket = await Update(newAssigns, socket);
        return socket.Update(Log, log => log.Add(unit.Use($"child update {socket.Get(Prop)}")));
    }

    public override State Render(Socket socket) => new(socket.Get(Log));

    internal sealed record State(ImmutableArray<string> Log);
}
