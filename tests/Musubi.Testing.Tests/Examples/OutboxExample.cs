using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests.Examples;

public interface IMailServer
{
    Task SendAsync(string to, string text);
}

public sealed record InviteState(int Invited, int Unsent);

// docs:outbox
[GenerateSerializer, Alias("shop.mail")]
public sealed record Mail([property: Id(0)] string To, [property: Id(1)] string Text);

public sealed class InviteStore(IMailServer mails) : RootStore<InviteState>
{
    private static readonly Key<int> Invited = new("invited");
    private static readonly Key<ImmutableList<Mail>> Outbox = new("outbox");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Invited, 0).Assign(Outbox, []);

    // What is to be sent is kept with the state that it follows from, in one record.
    [Command]
    public Socket Invite(string to, Socket socket) => socket
        .Update(Invited, static invited => invited + 1)
        .Update(Outbox, outbox => outbox.Add(new Mail(to, "Come to the party.")))
        .SendAfter(TimeSpan.FromSeconds(1), "send", "outbox");

    // Its turn comes when the record is there. A silo that dies now has sent a mail that is still in the outbox, and sends it again.
    public override async ValueTask<Socket> HandleInfo(object message, Socket socket)
    {
        foreach (var mail in socket.Get(Outbox))
        {
            await mails.SendAsync(mail.To, mail.Text);
        }

        return socket.Assign(Outbox, []);
    }

    public override InviteState Render(Socket socket) => new(socket.Get(Invited), socket.Get(Outbox).Count);
}
// docs:end

public sealed class OutboxExample
{
    [Fact]
    public async Task Invite_IsSentByTheTurnAfter_AndTakenOffTheOutbox()
    {
        var mails = new MailServer();
        await using var page = await StorePage.MountAsync<InviteStore>(configure: options => options.Services.AddSingleton<IMailServer>(mails));

        await page.DispatchAsync("invite", new { to = "ada@example.com" });
        Assert.Equal((1, 1), ((int)page.Document["invited"]!, (int)page.Document["unsent"]!));
        Assert.Empty(mails.Sent);

        await page.AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(["ada@example.com"], mails.Sent);
        Assert.Equal(0, (int)page.Document["unsent"]!);
    }

    private sealed class MailServer : IMailServer
    {
        public List<string> Sent { get; } = [];

        public Task SendAsync(string to, string text)
        {
            Sent.Add(to);
            return Task.CompletedTask;
        }
    }
}
