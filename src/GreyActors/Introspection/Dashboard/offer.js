// What this service can be asked: what it does not have is not asked for, and has no place in the page.
import { get } from "./api.js";

/** Whether the service describes that path. One that cannot say is asked everything. */
export async function offers(path) {
  try {
    const { paths } = await get("openapi.json");
    return path in paths;
  } catch (error) {
    if (error.status !== 404) throw error;
    return true;
  }
}
