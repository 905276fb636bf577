namespace Musubi.Integration.Tests.Servers;

/// <summary>A server whose uploaded files a test can count.</summary>
public interface IUploadServer
{
    /// <summary>Where its gateway puts them.</summary>
    UploadFolder Uploads { get; }
}
