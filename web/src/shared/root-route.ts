import { createRootRoute } from '@tanstack/react-router';

/** Above the routes of all features; `app/` puts the frame on it. */
export const rootRoute = createRootRoute();
