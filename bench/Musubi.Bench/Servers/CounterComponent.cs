using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace Musubi.Bench.Servers;

/// <summary>The same counter as a component that Blazor Server keeps: a click comes in, a render batch of one changed text goes out.</summary>
public sealed class CounterComponent : ComponentBase, IDisposable
{
    private int _count;

    [Inject]
    private Announcements Announcements { get; set; } = null!;

    public void Dispose() => Announcements.Announced -= OnAnnounced;

    protected override void OnInitialized() => Announcements.Announced += OnAnnounced;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "p");
        builder.AddContent(1, _count);
        builder.CloseElement();
        builder.OpenElement(2, "button");
        builder.AddAttribute(3, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, Add));
        builder.AddContent(4, "Add");
        builder.CloseElement();
        builder.OpenElement(5, "button");
        builder.AddAttribute(6, "onclick", EventCallback.Factory.Create<MouseEventArgs>(this, Announcements.Announce));
        builder.AddContent(7, "Announce");
        builder.CloseElement();
    }

    private void Add() => _count++;

    private void OnAnnounced() => _ = InvokeAsync(() =>
    {
        _count++;
        StateHasChanged();
    });
}
