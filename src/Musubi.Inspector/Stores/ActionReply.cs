namespace Musubi.Inspector.Stores;

/// <param name="Done">Whether it has happened. What has not may yet: a root that is busy ends when it is not.</param>
internal sealed record ActionReply(bool Done);
