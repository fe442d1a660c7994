// What just happened, with the way back. It stays until something else happens: nobody has to be quick.
import { Icon } from "./Icon";
import { useDesk, useView } from "./view";

export function NoticeLine() {
  const desk = useDesk();
  const notice = useView((view) => view.notice);
  if (!notice) return null;
  return (
    <div className={notice.isProblem ? "flow-notice flow-notice--bad" : "flow-notice"}>
      {notice.isProblem && <Icon name="warning" />}
      <span className="flow-notice__words">{notice.words}</span>
      {notice.actions?.map(({ title, run }) => <button key={title} type="button" className="button button--small" onClick={run}>{title}</button>)}
      <button type="button" className="button button--quiet button--icon button--small" aria-label="Close" onClick={() => desk.put({ notice: null })}><Icon name="cross" /></button>
    </div>
  );
}
