namespace Musubi.Integration.Tests.Browsers;

/// <summary>The sample, which gives up a silent socket soon: no test sleeps for a minute.</summary>
public sealed class ImpatientLivePollServer() : LivePollServer(["--Musubi:Gateway:SilenceTimeout", "00:00:08"]);
