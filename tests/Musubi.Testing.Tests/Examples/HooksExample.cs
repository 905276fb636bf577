using System.Collections.Immutable;

namespace Musubi.Testing.Tests.Examples;

// docs:audit
public sealed record AccountState(int Balance, ImmutableArray<string> Log);

public sealed record Denied(bool Ok, string Reason);

public sealed class AccountStore : RootStore<AccountState>
{
    private static readonly Key<int> Balance = new("balance");
    private static readonly Key<ImmutableArray<string>> Log = new("log");
    private static readonly Key<bool> Frozen = new("frozen");

    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) => socket
        .Assign(Balance, 100)
        .Assign(Log, [])
        .Assign(Frozen, mountParams.Get("frozen", false))
        .AttachHook("frozen", Stage.BeforeCommand, DenyWhenFrozen)
        .AttachHook("audit", Stage.AfterCommand, Audit);

    [Command]
    public Socket Withdraw(int amount, Socket socket) => socket.Update(Balance, balance => balance - amount);

    [Command]
    [RequireClaim("role", "banker")]
    public Socket Reset(Socket socket) => socket.Assign(Balance, 0);

    public override AccountState Render(Socket socket) => new(socket.Get(Balance), socket.Get(Log));

    private static ValueTask<HookResult> DenyWhenFrozen(CommandCall command, Socket socket) => socket.Get(Frozen)
        ? HookResult.Halt(new Denied(false, "frozen"), socket)
        : HookResult.Continue(socket);

    private static ValueTask<HookResult> Audit(CommandCall command, Params reply, Socket socket) =>
        HookResult.Continue(socket.Update(Log, log => log.Add(command.Name)));
}
// docs:end

// docs:redact
public sealed record PatientState(string Name, string? Diagnosis);

public sealed class PatientStore : RootStore<PatientState>
{
    public override ValueTask<Socket> Mount(Params mountParams, Socket socket) =>
        socket.ConnectInfo.Claims.Any(claim => claim is { Type: "role", Value: "doctor" })
            ? socket
            : socket.AttachHook("redact", Stage.AfterRender, Redact);

    public override PatientState Render(Socket socket) => new("Ada", "a cold");

    private static FrameResult Redact(StoreFrame frame, Socket socket) =>
        FrameResult.Continue(frame with { State = (PatientState)frame.State with { Diagnosis = null } }, socket);
}
// docs:end

public sealed class HooksExample
{
    [Fact]
    public async Task Account_Frozen_DeniesByAnOrdinaryReply()
    {
        await using var page = await StorePage.MountAsync<AccountStore>(new { frozen = true });

        var reply = await page.DispatchAsync<Denied>("withdraw", new { amount = 30 });

        Assert.Equal(new Denied(false, "frozen"), reply);
        Assert.Equal(100, page.Render<AccountState>().Balance);
    }

    [Fact]
    public async Task Account_EachCommand_IsAudited()
    {
        await using var page = await StorePage.MountAsync<AccountStore>();

        await page.DispatchAsync("withdraw", new { amount = 30 });

        Assert.Equal(["withdraw"], page.Render<AccountState>().Log);
    }

    [Fact]
    public async Task Reset_WithoutTheClaim_IsForbidden()
    {
        await using var page = await StorePage.MountAsync<AccountStore>(configure: options => options.Socket = Somebody("teller"));

        Assert.Equal(new Denied(false, "forbidden"), await page.DispatchAsync<Denied>("reset"));
    }

    [Fact]
    public async Task Patient_ForOthersThanDoctors_IsRedacted()
    {
        await using var forNurse = await StorePage.MountAsync<PatientStore>(configure: options => options.Socket = Somebody("nurse"));
        await using var forDoctor = await StorePage.MountAsync<PatientStore>(configure: options => options.Socket = Somebody("doctor"));

        Assert.Null(forNurse.Document["diagnosis"]);
        Assert.Equal("a cold", forDoctor.Document["diagnosis"]!.GetValue<string>());
    }

    private static Socket Somebody(string role) => new Socket().PutConnectInfo(new ConnectInfo { Claims = [new ConnectClaim("role", role)] });
}
