import { Component, type ReactNode } from "react";

const retryMs = 5_000;

/** Catches what fails below, such as a mount that the server refuses; says so, and tries again. */
export class Retrying extends Component<{ children: ReactNode }, { failed: boolean }> {
  override readonly state = { failed: false };
  #timer: ReturnType<typeof setTimeout> | undefined;

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.#timer = setTimeout(() => this.setState({ failed: false }), retryMs);
  }

  override componentWillUnmount(): void {
    clearTimeout(this.#timer);
  }

  override render(): ReactNode {
    return this.state.failed ? (
      <p className="notice" role="alert">
        This cannot be shown right now. Trying again…
      </p>
    ) : (
      this.props.children
    );
  }
}
