using System.Text.Json.Serialization;

namespace Musubi.Json;

/// <summary>What is known of a property that is read with a check; a converter of the application's own is none of these.</summary>
internal interface ICheckedConverter
{
    /// <summary>How the property's numbers are read and written.</summary>
    JsonNumberHandling Numbers { get; }
}
