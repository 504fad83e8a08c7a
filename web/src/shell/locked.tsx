// The door of a server that wants a token. Opening `/?token=…` gives the browser its cookie.

// No form is sent: the page forbids itself that.
function open(event: SubmitEvent & { currentTarget: HTMLFormElement }): void {
  event.preventDefault();
  const token = new FormData(event.currentTarget).get("token");
  location.assign(`./?${new URLSearchParams({ token: String(token) })}`);
}

export function Locked() {
  return (
    <main class="locked">
      <h1>This Studio is locked</h1>
      <p>
        Open the address that <code>autochrome serve</code> printed, or enter its token.
      </p>
      <form onSubmit={open}>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required />
        <button type="submit" class="button primary">
          Open
        </button>
      </form>
    </main>
  );
}
