using System.Globalization;
using System.Security;
using System.Text;

namespace Musubi.Bench.Reports;

/// <summary>Horizontal bars as SVG.</summary>
/// <remarks>It has no background, and its colours stand out from white as well as from black, since a page's theme is not an image's to know.</remarks>
internal static class BarPlot
{
    private const int Width = 860;
    private const int Names = 220;
    private const int LongestBar = 540;
    private const int TitleHeight = 34;
    private const int RowHeight = 24;
    private const int BarHeight = 14;

    /// <summary>Draws panels below each other, each on a scale of its own that begins at zero.</summary>
    public static string Svg(IReadOnlyList<BarPanel> panels)
    {
        var height = panels.Sum(static panel => TitleHeight + (panel.Bars.Count * RowHeight)) + 8;
        var svg = new StringBuilder();
        Append(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" font-size="13" fill="#717a85">""");
        var top = 0;
        foreach (var panel in panels)
        {
            Append(svg, $"""<text x="{Names}" y="{top + 22}" font-weight="600">{SecurityElement.Escape(panel.Title)}</text>""");
            top += TitleHeight;
            var scale = LongestBar / Math.Max(panel.Bars.Max(static bar => bar.Figure.Greatest), double.Epsilon);
            foreach (var bar in panel.Bars)
            {
                Draw(svg, bar, panel.Format, top, scale);
                top += RowHeight;
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Bar bar, string format, int top, double scale)
    {
        var middle = top + (BarHeight / 2);
        var (least, length, greatest) = (Names + (bar.Figure.Least * scale), bar.Figure.Median * scale, Names + (bar.Figure.Greatest * scale));
        Append(svg, $"""<text x="{Names - 8}" y="{middle + 5}" text-anchor="end"{Weight(bar)}>{SecurityElement.Escape(bar.Name)}</text>""");
        Append(svg, $"""<rect x="{Names}" y="{top}" width="{length:0.#}" height="{BarHeight}" fill="{(bar.Ours ? "#2da44e" : "#8c959f")}"/>""");
        if (greatest - least >= 2)
        {
            Append(svg, $"""<path d="M{least:0.#} {middle}H{greatest:0.#}M{least:0.#} {middle - 4}v8M{greatest:0.#} {middle - 4}v8" stroke="#57606a" fill="none"/>""");
        }

        Append(svg, $"""<text x="{greatest + 8:0.#}" y="{middle + 5}"{Weight(bar)}>{bar.Figure.Median.ToString(format, CultureInfo.InvariantCulture)}</text>""");
    }

    private static string Weight(Bar bar) => bar.Ours ? " font-weight=\"600\"" : "";

    private static void Append(StringBuilder svg, FormattableString element) => svg.Append(element.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
