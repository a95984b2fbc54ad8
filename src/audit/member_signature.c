/* Members' signatures: Ed25519 (RFC 8032) as libsodium checks it, which refuses keys of small order
 * and every encoding that is not canonical, so that the daemon and every verifier agree. */
#include "buurtkas/audit/keys.h"

#include <sodium.h>

bool key_signature_is_valid(const uint8_t public_key[KEY_PUBLIC_BYTES],
                            const uint8_t signature[KEY_SIGNATURE_BYTES], const void *message,
                            size_t len)
{
    return crypto_sign_verify_detached(signature, message, len, public_key) == 0;
}
