/** Tables of the directory, from the province down to all sites. */
export const directoryChannel = 'd3-directory';
