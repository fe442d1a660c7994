// The keys, all of them.
import { useEffect, useRef } from "react";
import { Icon } from "./Icon";
import { help } from "./keys";
import { useDesk, useView } from "./view";

export function Help() {
  const desk = useDesk();
  const isOpen = useView((view) => view.isHelpOpen);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen && !dialog.current!.open) dialog.current!.showModal();
  }, [isOpen]);
  const closed = () => {
    desk.put({ isHelpOpen: false });
    desk.focusOn(desk.view.focus);
  };
  return (
    <dialog ref={dialog} className="dialog dialog--wide" aria-labelledby="flow-help" onClose={closed} onKeyDown={(event) => event.stopPropagation()}>
      <div className="dialog__head">
        <div><h2 id="flow-help">Keys of the canvas and the outline</h2><p>They work while a step has the focus. On a Mac, Cmd stands for Ctrl.</p></div>
        <button type="button" className="button button--quiet button--icon" aria-label="Close" onClick={() => dialog.current!.close()}><Icon name="cross" /></button>
      </div>
      <div className="dialog__body">
        <dl className="shortcuts">{help.map(([keys, words]) => <div key={keys}><dt>{words}</dt><dd><kbd>{keys}</kbd></dd></div>)}</dl>
      </div>
    </dialog>
  );
}
