import "react";

declare module "react" {
  /** What app.css asks of elements. */
  interface CSSProperties {
    "--hue"?: number;
    "--share"?: number;
  }
}
