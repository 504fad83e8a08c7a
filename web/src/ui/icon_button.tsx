import type { ComponentProps } from "preact";

import { Icon, type IconName } from "./icons";

/** A button that is an icon; its label is read and shown on hovering. */
export function IconButton({
  icon,
  label,
  ...rest
}: { icon: IconName; label: string } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      class={`icon-button ${(rest.class as string) ?? ""}`}
    >
      <Icon name={icon} />
    </button>
  );
}
