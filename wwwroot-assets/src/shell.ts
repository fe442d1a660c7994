// What every page loads beside blazor.web.js.
import "./shell/reconnect";
