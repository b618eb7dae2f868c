// The paths that this service has. A part of the page whose path is missing is not shown.
import { get } from "./api.js";

/** Whether the service has a path. If its description is unavailable, every path is tried. */
export async function offers(path) {
  try {
    const { paths } = await get("openapi.json");
    return path in paths;
  } catch (error) {
    if (error.status !== 404) throw error;
    return true;
  }
}
