using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Musubi.TypeScript.Tests.Corpus;

/// <summary>An application of random stores, records and enums: what is declared in it, and by what names.</summary>
internal sealed class RandomApplication(Random random, EmittedTypes emitted)
{
    private static readonly string[] Words =
    [
        "Record", "Musubi", "Stores", "StoreDef", "Type", "Array", "ReadonlyArray", "Date", "Promise", "Partial", "Object", "Function", "Intl", "NodeJS", "Shop", "shop",
        "Model", "Contoso", "Item", "Paged", "PagedOfItem", "ItemInput", "Global", "globalThis", "any", "object", "string", "never", "undefined", "default", "class",
        "constructor", "keyof", "infer", "unique", "readonly", "asserts", "abstract", "type", "module", "namespace", "await", "let", "static", "this", "void",
        "default_", "Größe", "名前", "_", "_1", "A1", "<odd>", "with-dash", "__proto__", "prototype", "toString",
    ];

    // What a name on the wire, or a comment, may be made of.
    private static readonly string[] Pieces =
    [
        "\"", "'", "\\", "*/", "/*", "//", "`", "${a}", "\n", "\r\n", "\t", "\u2028", "\u2029", "\0", "\u0001", "\u0002", "\u0001Record\u0002", "\ud83d", "😀", "é", " ", "  ", "a", "B", "<b>", "&amp;", "{", "}", ";", ",", ".",
        "-", "$", "0", "1", "__proto__", "constructor", "@ts-nocheck", "@deprecated", "#!", "\uFEFF", "\u200F", "*", "/",
    ];

    private static readonly Type[] Enums =
    [
        typeof(ByNumber), typeof(Negative), typeof(Unsigned), typeof(Rights), typeof(NumberedRights), typeof(Empty), typeof(Alias), typeof(Odd),
    ];

    private readonly List<TypeBuilder> _plain = [];
    private readonly List<TypeBuilder> _inputs = [];
    private readonly List<TypeBuilder> _generic = [];
    private readonly List<TypeBuilder> _enums = [];
    private readonly List<TypeBuilder> _stores = [];

    /// <summary>The wire names of the stores, with those of their commands.</summary>
    public Dictionary<string, List<string>> Stores { get; } = [];

    /// <summary>Declares everything.</summary>
    public IReadOnlyList<Type> Create()
    {
        for (var i = 0; i < 60; i++)
        {
            Define(random.Next(3) == 0 ? _inputs : _plain);
        }

        for (var i = 0; i < 6; i++)
        {
            if (emitted.DefineEnum(Name(), random.Next(2) == 0, [.. Enumerable.Range(0, random.Next(1, 5)).Select(member => WireName(member).Replace(',', ';').Trim())]) is { } type)
            {
                _enums.Add(type);
            }
        }

        // Two types for each store, so that what it renders is not what it takes.
        for (var i = 0; i < 4; i++)
        {
            var (state, input) = (emitted.Define($"State{i}")!, emitted.Define($"Input{i}")!);
            var store = emitted.Define($"Store{i}", parent: typeof(CorpusStore<,>).MakeGenericType(state, input))!;
            var name = WireName(i).Replace(':', ';');
            store.SetCustomAttribute(EmittedTypes.Attribute<StoreNameAttribute>(name));
            emitted.Doc($"T:Store{i}", Text());
            _stores.Add(store);
            Stores[name] = [.. Enumerable.Range(0, 3).Select(index =>
            {
                var command = WireName(index);
                emitted.Command(store, index, command, Any(payload: true, 1), Text());
                return command;
            })];
            Fill(state, payload: false, 8);
            Fill(input, payload: true, 8);
        }

        _generic.ForEach(type =>
        {
            emitted.Property(type, "Value", type.GetGenericArguments()[0]);
            emitted.Property(type, "Values", typeof(IReadOnlyList<>).MakeGenericType(type.GetGenericArguments()[0]));
        });
        _plain.ForEach(type => Fill(type, payload: false, 4));
        _inputs.ForEach(type => Fill(type, payload: true, 4));
        var types = emitted.Create();
        return [.. _stores.Select(store => types[store.FullName!])];
    }

    private void Define(List<TypeBuilder> kind)
    {
        var open = random.Next(5) == 0;
        var type = !open && kind.Count > 0 && random.Next(4) == 0 ? emitted.DefineIn(kind[random.Next(kind.Count)], Word()) : emitted.Define(Name(), open);
        if (type is not null)
        {
            (open ? _generic : kind).Add(type);
            emitted.Doc($"T:{type.FullName!.Replace('+', '.')}", Text());
        }
    }

    private void Fill(TypeBuilder owner, bool payload, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var property = emitted.Property(owner, $"{Word()}{i}", Any(payload, 0));
            if (random.Next(3) == 0)
            {
                property.SetCustomAttribute(EmittedTypes.Attribute<JsonPropertyNameAttribute>(WireName(i)));
            }

            // As the compiler does: 1 for what is not null, 2 for what may be.
            if (random.Next(3) > 0)
            {
                property.SetCustomAttribute(new CustomAttributeBuilder(typeof(NullableAttribute).GetConstructor([typeof(byte)])!, [(byte)random.Next(1, 3)]));
            }

            emitted.Doc($"P:{owner.FullName!.Replace('+', '.')}.{property.Name}", Text());
        }
    }

    private Type Any(bool payload, int depth) => random.Next(depth > 4 ? 6 : payload ? 13 : 10) switch
    {
        0 => typeof(string),
        1 => Maybe(random.Next(6) switch { 0 => typeof(int), 1 => typeof(double), 2 => typeof(Guid), 3 => typeof(DateOnly), 4 => typeof(char), _ => typeof(bool) }),
        2 => (payload ? _inputs : _plain) is { Count: > 0 } types ? types[random.Next(types.Count)] : typeof(Uri),
        3 => Maybe(Enums[random.Next(Enums.Length)]),
        4 => _enums.Count == 0 ? typeof(long) : Maybe(_enums[random.Next(_enums.Count)]),
        5 => Maybe(typeof(Point)),
        6 => typeof(IReadOnlyList<>).MakeGenericType(Any(payload, depth + 1)),
        7 => typeof(IReadOnlyDictionary<,>).MakeGenericType(typeof(string), Any(payload, depth + 1)),
        8 => _generic.Count == 0 ? typeof(bool) : _generic[random.Next(_generic.Count)].MakeGenericType(Any(payload, depth + 1)),
        9 when !payload => random.Next(3) switch
        {
            0 when _stores.Count > 0 => typeof(Child<>).MakeGenericType(_stores[random.Next(_stores.Count)]),
            1 => typeof(AsyncResult<>).MakeGenericType(Any(payload, depth + 1)),
            _ => typeof(Case),
        },
        10 => typeof(Dictionary<,>).MakeGenericType(random.Next(2) == 0 ? typeof(int) : typeof(Rights), Any(payload, depth + 1)),
        11 => typeof(System.Text.Json.JsonElement),
        _ => Any(payload, depth + 1).MakeArrayType(),
    };

    private Type Maybe(Type type) => random.Next(2) == 0 ? type : typeof(Nullable<>).MakeGenericType(type);

    private string Name() => string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Word()));

    private string Word() => Words[random.Next(Words.Length)];

    private string WireName(int index) => $"{Text()}{index}";

    private string Text() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)]));

    [JsonConverter(typeof(JsonNumberEnumConverter<ByNumber>))]
    public enum ByNumber
    {
        One = 1,
        Ten = 10,
    }

    [JsonConverter(typeof(JsonNumberEnumConverter<Negative>))]
    public enum Negative : long
    {
        Least = long.MinValue,
        One = -1,
    }

    [JsonConverter(typeof(JsonNumberEnumConverter<Unsigned>))]
    public enum Unsigned : ulong
    {
        Most = ulong.MaxValue,
        Nearly = ulong.MaxValue - 1,
    }

    [Flags]
    public enum Rights
    {
        None = 0,
        Read = 1,
        Write = 2,
        Both = Read | Write,
    }

    [Flags]
    [JsonConverter(typeof(JsonNumberEnumConverter<NumberedRights>))]
    public enum NumberedRights : byte
    {
        Read = 1,
        Write = 2,
    }

    public enum Empty
    {
    }

    public enum Alias
    {
        First = 1,
        Second = First,
    }

    public enum Odd
    {
        [JsonStringEnumMemberName("*/ \" \\ \u2028x")]
        Quoted,
    }

    public readonly record struct Point(int X, int? Y);

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "a \"kind\" */")]
    [JsonDerivedType(typeof(Named), "na\\me*/")]
    [JsonDerivedType(typeof(Numbered), -3)]
    public record Case(int? Number);

    public sealed record Named(string Name) : Case(1);

    public sealed record Numbered : Case
    {
        public Numbered()
            : base(2)
        {
        }
    }
}
