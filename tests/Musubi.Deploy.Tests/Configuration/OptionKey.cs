using System.Globalization;
using System.Reflection;
using Musubi.Gateway;
using Musubi.Grains;
using Musubi.Storage.Postgres;
using Musubi.Storage.Redis;
using Musubi.Storage.Sqlite;

namespace Musubi.Deploy.Tests.Configuration;

/// <summary>An option, and where it stands in the configuration.</summary>
internal sealed record OptionKey(string Section, PropertyInfo Property)
{
    private static readonly (string Section, Type Options)[] Sections =
    [
        ("Musubi:Gateway", typeof(MusubiGatewayOptions)),
        ("Musubi:Silo", typeof(MusubiOptions)),
        ("Musubi:Uploads", typeof(MusubiUploadOptions)),
        ("Musubi:Storage:Postgres", typeof(PostgresStorageOptions)),
        ("Musubi:Storage:Redis", typeof(RedisStorageOptions)),
        ("Musubi:Storage:Sqlite", typeof(SqliteStorageOptions)),
    ];

    /// <summary>All that there are, section by section.</summary>
    public static IReadOnlyList<OptionKey> All { get; } =
        [.. Sections.SelectMany(static section => section.Options.GetProperties().Select(property => new OptionKey(section.Section, property)))];

    public Type Options => Property.DeclaringType!;

    public string Name => $"{Section}:{Property.Name}";

    /// <summary>As it is written in a configuration; null where it follows from the machine.</summary>
    public string? Default => Text(Property.GetValue(Activator.CreateInstance(Options)));

    /// <summary>Another value than the default, as it is written in a configuration.</summary>
    public string Other => Property.PropertyType == typeof(bool) ? (Default == "false" ? "true" : "false")
        : Property.PropertyType == typeof(TimeSpan) ? "00:00:07"
        : Property.PropertyType == typeof(string) ? "other"
        : Property.PropertyType == typeof(IList<string>) ? "https://other.example"
        : "7";

    /// <summary>What is set to give it that value: a list has a number for each of its items.</summary>
    public string Setting => Property.PropertyType == typeof(IList<string>) ? $"{Name}:0" : Name;

    /// <summary>A value as it is written in a configuration.</summary>
    public string? Text(object? value) => value switch
    {
        string when Property.Name == nameof(MusubiUploadOptions.Directory) => null,
        bool flag => flag ? "true" : "false",
        IList<string> list => string.Join(',', list),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };
}
