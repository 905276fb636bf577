using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace Musubi.Bench.Servers;

/// <summary>The page that holds the component, which becomes alive over its circuit.</summary>
[Route("/")]
public sealed class CounterDocument : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "html");
        builder.OpenElement(1, "body");
        builder.OpenComponent<CounterComponent>(2);
        builder.AddComponentRenderMode(new InteractiveServerRenderMode(prerender: false));
        builder.CloseComponent();
        builder.CloseElement();
        builder.CloseElement();
    }
}
