// What every page loads beside blazor.web.js. Blazor replaces the DOM when a circuit starts and as it goes,
// so nothing here holds on to an element: events are caught at the document, looks are set anew by reflect().
import "./shell/copy";
import "./shell/dialog";
import "./shell/focus";
import "./shell/in-view";
import "./shell/keys";
import "./shell/menu";
import "./shell/mount";
import "./shell/movable";
import "./shell/not-live";
import "./shell/palette";
import "./shell/preferences";
import "./shell/reconnect";
import "./shell/typed";
