// The head of every page: name, pages, theme, help.

import { hrefOf, route, type Page } from "../state/route";
import { theme, themes, type Theme } from "../state/settings";
import { helpShown } from "../studio/shortcuts";
import { IconButton } from "../ui/icon_button";
import type { IconName } from "../ui/icons";

const pages: readonly { page: Page; label: string }[] = [
  { page: "studio", label: "Studio" },
  { page: "models", label: "Models" },
  { page: "training", label: "Training" },
  { page: "reports", label: "Reports" },
];

const themeWords: Record<Theme, { icon: IconName; label: string }> = {
  system: { icon: "half", label: "Light or dark as the system" },
  light: { icon: "sun", label: "Light" },
  dark: { icon: "moon", label: "Dark" },
};

function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
}

export function Header() {
  const { icon, label } = themeWords[theme.value];
  return (
    <header class="header">
      <a class="brand" href={hrefOf("studio")}>
        <svg viewBox="0 0 28 20" aria-hidden="true" focusable="false">
          <circle class="grain-orange" cx="9" cy="7.5" r="6" />
          <circle class="grain-green" cx="19" cy="7.5" r="6" />
          <circle class="grain-violet" cx="14" cy="13" r="6" />
        </svg>
        <span>Autochrome</span>
      </a>
      <nav class="pages" aria-label="Pages">
        {pages.map(({ page, label: words }) => (
          <a
            key={page}
            href={hrefOf(page)}
            aria-current={route.value.page === page ? "page" : undefined}
          >
            {words}
          </a>
        ))}
      </nav>
      <div class="header-tools">
        <IconButton icon={icon} label={`Appearance: ${label}`} onClick={nextTheme} />
        <IconButton
          icon="help"
          label="Keys and help (?)"
          onClick={() => (helpShown.value = true)}
        />
      </div>
    </header>
  );
}
