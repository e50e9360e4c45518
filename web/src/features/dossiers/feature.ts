import { createRoute } from '@tanstack/react-router';
import { defineFeature } from '../../shared/feature.ts';
import { rootRoute } from '../../shared/root-route.ts';
import { screen } from '../../shared/screen.tsx';
import { commands } from './commands.ts';
import { filterName, readFilter } from './filter-address.ts';
import { atTheCounter, registering } from './needs.ts';

const listScreen = () => import('./dossiers-screen.tsx');
const panelScreen = () => import('./dossier-panel.tsx');
const newScreen = () => import('./new-dossier-screen.tsx');

const list = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers',
  validateSearch: (search: Record<string, unknown>): { filter?: string } =>
    typeof search.filter === 'string' ? { filter: filterName(readFilter(search.filter)) } : {},
  component: screen(atTheCounter, async () => (await listScreen()).DossiersScreen),
});

const one = createRoute({
  getParentRoute: () => list,
  path: '/$dossierId',
  component: screen(atTheCounter, async () => (await panelScreen()).DossierPanel),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: '/dossiers/new',
  component: screen(registering, async () => (await newScreen()).NewDossierScreen),
});

/** The counter: dossiers that are due, that wait, that are new. */
export const dossiers = defineFeature({
  needs: atTheCounter,
  nav: { to: '/dossiers', name: { vi: 'Hồ sơ', en: 'Dossiers' } },
  routes: [list.addChildren([one]), register],
  preload: [listScreen, panelScreen, newScreen, () => import('./receipt.tsx')],
  commands,
  shortcuts: [
    { keys: ['/'], does: { vi: 'Tìm hồ sơ', en: 'Search dossiers' } },
    { keys: ['N'], does: { vi: 'Tiếp nhận hồ sơ mới', en: 'Register a dossier' }, needs: registering },
    { keys: ['↑', '↓'], does: { vi: 'Đi trong danh sách', en: 'Walk the list' } },
    {
      keys: ['Enter'],
      does: { vi: 'Mở hồ sơ; sang ô tiếp theo của biểu mẫu', en: 'Open the dossier; next field of a form' },
    },
    {
      keys: ['A'],
      does: { vi: 'Làm bước tiếp theo của hồ sơ đang mở', en: 'Next step of the open dossier' },
      needs: registering,
    },
    { keys: ['P'], does: { vi: 'In giấy tiếp nhận và hẹn trả', en: 'Print the receipt and appointment' } },
    {
      keys: ['Ctrl', 'Enter'],
      does: { vi: 'Gửi biểu mẫu từ bất cứ ô nào', en: 'Send the form from any field' },
    },
  ],
});
