using Musubi.Integration.Tests.Browsers;

namespace Musubi.Integration.Tests.Notes;

/// <summary>The application's page, with the clients as they stand in this repository.</summary>
internal static class NotesPage
{
    /// <summary>The page.</summary>
    public const string Html = """
        <!doctype html>
        <html lang="en">
        <head><title>Notes</title><link rel="icon" href="data:,"></head>
        <body>
        <p id="status"></p><p id="user"></p><p id="failure"></p>
        <ul id="notes"></ul>
        <label>Note <input id="text"></label><button id="add">Add</button><button id="sign-out">Sign out</button>
        <script type="module" src="page.js"></script>
        </body>
        </html>
        """;

    /// <summary>Its script.</summary>
    public static Lazy<Task<string>> Script { get; } = new(static () => PageScript.BundleAsync("Notes/page.js"));
}
