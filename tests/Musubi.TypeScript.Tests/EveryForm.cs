using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Musubi.TypeScript.Tests;

public enum Mood
{
    VeryGood,
    [JsonStringEnumMemberName("so-so")]
    Middling,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Circle), "circle")]
[JsonDerivedType(typeof(Square), "square")]
public abstract record Figure;

/// <summary>Round.</summary>
/// <param name="Radius">In pixels */ and no more.</param>
public sealed record Circle(double Radius) : Figure;

public sealed record Square(double Side) : Figure;

public sealed record Comment(string Text, ImmutableArray<Comment> Replies, Comment? Last);

public sealed record Pair<T>(T First, T Second);

public sealed record FormState(
    bool Truth,
    long Big,
    decimal Price,
    string Text,
    string? MaybeText,
    int? MaybeNumber,
    Guid Id,
    DateTimeOffset At,
    DateOnly Day,
    Uri Link,
    Mood Mood,
    Mood? MaybeMood,
    ImmutableArray<string?> Texts,
    IReadOnlyList<int?>? Numbers,
    ImmutableDictionary<string, Mood> Moods,
    Figure Figure,
    ImmutableArray<Figure?> Figures,
    Comment Comment,
    Pair<int> Pair,
    object? Anything,
    AsyncResult<ImmutableArray<string>> Work,
    Stream<Comment> Feed,
    Child<PartStore> Part,
    Child<PartStore>? MaybePart,
    ImmutableArray<Child<PartStore>> Parts,
    [property: JsonPropertyName("odd name")] int Renamed);

public sealed record Draft(string Title, string? Subtitle, int Copies = 1)
{
    public ImmutableArray<string> Tags { get; init; } = [];
}

public sealed record FormReply(bool Done);

public sealed record Shouted(string What);

public sealed record PartState(int Count);

[StoreName("Part")]
public sealed class PartStore : Store<PartState>
{
    public override PartState Render(Socket socket) => new(1);
}

/// <summary>Every form there is.</summary>
/// <remarks>It has a service, which reading it must not need.</remarks>
[StoreName("Form")]
public sealed class FormStore(FormState state) : RootStore<FormState>
{
    public static readonly Stream<Comment> Feed = new("feed", static comment => comment.Text);
    public static readonly PushEvent<Shouted> Shouted = new("shouted");
    public static readonly Upload Avatar = new("avatar");

    public override FormState Render(Socket socket) => state;

    /// <summary>Sends all of it.</summary>
    /// <param name="draft">What is to be sent.</param>
    [Command]
    [RequireClaim("editor")]
    public (FormReply Reply, Socket Socket) Send(Draft draft, Mood mood, Figure figure, JsonElement extra, string[] names, string? note, Socket socket, int times = 3) =>
        throw new NotSupportedException($"{draft}{mood}{figure}{extra}{names}{note}{socket}{times}");

    [Command]
    public Socket Clear(Socket socket) => socket;
}
