namespace Musubi.Grains.Diagnostics;

/// <summary>Which function of the socket started work that runs off the root's turn.</summary>
internal enum AsyncKind
{
    Assign,
    Start,
    Stream,
}
