import type { Province } from '../province.ts';
import { answersHttp } from '../readiness.ts';

/** Resolves when every site shows its first page. */
export const firstPages = async (province: Province): Promise<void> => {
  await Promise.all(
    province.sites.map(async ({ publicUrl }) => {
      while (!(await answersHttp(publicUrl))) await new Promise((resolve) => setTimeout(resolve, 50));
    }),
  );
};
