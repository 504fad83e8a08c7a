// A sheet over the page, on the browser's own dialog: it traps the focus, closes on Escape and gives
// the focus back.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { IconButton } from "./icon_button";

export interface DialogProps {
  title: string;
  onClose(): void;
  children: ComponentChildren;
  class?: string;
}

export function Dialog({ title, onClose, children, class: name = "" }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current!.showModal();
    dialog.current!.focus();
  }, []);
  const closeOutside = (event: MouseEvent): void => {
    if (event.target === dialog.current) dialog.current!.close();
  };
  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      class={`dialog ${name}`}
      aria-labelledby="dialog-title"
      onClose={onClose}
      onClick={closeOutside}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id="dialog-title">{title}</h2>
          <IconButton icon="close" label="Close" onClick={() => dialog.current!.close()} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
