/** What access tokens are for, in the issuer's own terms; the audience in the token is the configured one. */
export const platformResource = 'urn:lienthong';
