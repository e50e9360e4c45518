import type { SiteRecord } from '../domain/record.ts';
import type { Site } from './site.ts';

/** A value up to here travels inside its record: an emergency has to fit into one chunk of the link. */
const inlineBytes = 3000;

/** Where a record keeps a value: in itself, or a longer one as a content, which is stored first. */
export async function storeValue(
  contents: Pick<Site['contents'], 'put'>,
  value: Uint8Array,
): Promise<Pick<SiteRecord, 'value' | 'content'>> {
  return value.length > inlineBytes
    ? { value: null, content: { ...(await contents.put(value)), type: '' } }
    : { value, content: null };
}
