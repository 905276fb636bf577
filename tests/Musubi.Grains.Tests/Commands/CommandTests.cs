using System.Text.Json;
using Musubi.Grains.Commands;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Testing;

namespace Musubi.Grains.Tests.Commands;

public class CommandTests
{
    [Theory]
    [InlineData("plain", """{"text":"a"}""", "{}", "a")]
    [InlineData("plain", """{"more":[1],"text":"a","text":"b"}""", "{}", "b")]
    [InlineData("plain", """{ "text" : "a" , "more" : { "text" : "b" } }""", "{}", "a")]
    [InlineData("task", """{"text":"a"}""", "{}", "a")]
    [InlineData("value_task", """{"text":"a"}""", "{}", "a")]
    [InlineData("reply", """{"text":"a"}""", """{"ok":true,"echo":"a"}""", "a")]
    [InlineData("reply_task", """{"text":"a"}""", """{"ok":true,"echo":"a"}""", "a")]
    [InlineData("reply_value_task", """{"text":"a"}""", """{"ok":true,"echo":"a"}""", "a")]
    [InlineData("static", """{"text":"a"}""", "{}", "a")]
    [InlineData("optional", "{}", "{}", "none")]
    [InlineData("nullable", """{"count":null}""", "{}", "null")]
    [InlineData("nullable", """{"count":7}""", "{}", "7")]
    [InlineData("renamed!", "{}", "{}", "renamed")]
    [InlineData("record", """{"item":{"item_id":3,"kind":"very_big"}}""", "{}", "3 VeryBig")]
    public async Task Command_OfAnyShape_Runs(string name, string payload, string reply, string text)
    {
        await using var page = await StorePage.MountAsync<CommandsStore>();

        Assert.Equal(reply, (await page.DispatchAsync(name, JsonElement.Parse(payload))).GetRawText());
        Assert.Equal(text, (string?)page.Document["text"]);
    }

    [Theory]
    [InlineData("plain", "{}", "'text'")]
    [InlineData("plain", """{"text":null}""", "'text'")]
    [InlineData("plain", """{"text":1}""", "'text'")]
    [InlineData("plain", """{"Text":"a"}""", "'text'")]
    [InlineData("plain", """{"text":"a","text":null}""", "'text'")]
    [InlineData("plain", "[]", "object")]
    [InlineData("plain", "3", "object")]
    [InlineData("nullable", "{}", "'count'")]
    [InlineData("nullable", """{"count":"7"}""", "'count'")]
    [InlineData("nullable", """{"count":7.5}""", "'count'")]
    [InlineData("nullable", """{"count":99999999999}""", "'count'")]
    [InlineData("record", """{"item":{"kind":"very_big"}}""", "'item'")]
    [InlineData("record", """{"item":{"item_id":3,"kind":2}}""", "'item'")]
    [InlineData("record", """{"item":{"item_id":3,"kind":"huge"}}""", "'item'")]
    public async Task Command_PayloadThatDoesNotFit_IsRefusedByName(string name, string payload, string named)
    {
        await using var page = await StorePage.MountAsync<CommandsStore>();

        var crash = await Assert.ThrowsAsync<StoreCrashedException>(() => page.DispatchAsync(name, JsonElement.Parse(payload)));

        Assert.Contains(named, Assert.IsType<PayloadException>(crash.InnerException).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(NoSocketStore), "exactly one parameter of type Socket")]
    [InlineData(typeof(HiddenStore), "public method")]
    [InlineData(typeof(WrongReturnStore), "(TReply, Socket)")]
    [InlineData(typeof(ScalarReplyStore), "Expected a record")]
    [InlineData(typeof(UnwritableReplyStore), "no wire form")]
    [InlineData(typeof(DoubledAttributeStore), "two attributes named 'same'")]
    [InlineData(typeof(BadNameStore), "no colon")]
    [InlineData(typeof(DoubledStore), "two commands named 'same'")]
    [InlineData(typeof(StatefulStore), "'_count'")]
    [InlineData(typeof(MutableStateStore), "make it init")]
    [InlineData(typeof(MutableListStore), "ImmutableArray<T>")]
    [InlineData(typeof(UnwritableStateStore), "no wire form")]
    [InlineData(typeof(ReservedNameStore), "__musubi_")]
    public void Declare_Mistake_SaysWhatWasExpected(Type store, string expected)
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([store]));

        Assert.Contains(store.Name, problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declare_MistakeInAChild_IsFoundThroughTheStateThatNamesIt()
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problem = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([typeof(BadChildStore)]));

        Assert.Contains(nameof(MutableStateStore), problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declare_SeveralMistakes_ReportsAllAtOnce()
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problems = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([typeof(NoSocketStore), typeof(StatefulStore)]));

        Assert.Contains(nameof(NoSocketStore), problems.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(StatefulStore), problems.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declare_StoreWithManyMistakesAndABrokenChild_ReportsEachOfThem()
    {
        var catalog = new StoreCatalog(static type => (Store)Activator.CreateInstance(type)!, CallbackServices.None);

        var problems = Assert.Throws<StoreDeclarationException>(() => catalog.Declare([typeof(HopelessStore)])).Problems;

        string[] expected =
        [
            "HopelessStore.NoSocket is declared as a command and does not take the socket",
            "HopelessStore.Hidden is declared as a command and is generic or not public",
            "HopelessStore.Hidden is declared as a command and returns System.Int32",
            "HopelessStore.Pair is declared as a command and takes 'from', which",
            "HopelessStore.Pair is declared as a command and takes 'to', which",
            "keeps state in the field '_count'",
            "keeps state in the field '_other'",
            "HopelessStore+State.First: ",
            "HopelessStore+State.Second: ",
            "declares two events named 'twice'",
            "declares the upload 'huge' with limits out of range",
            nameof(HopelessChildStore),
        ];
        Assert.All(expected, line => Assert.Contains(problems, problem => problem.Contains(line, StringComparison.Ordinal)));
    }
}
