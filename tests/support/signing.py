"""A member's own key: Ed25519 by the libcrypto that the daemon itself is linked with, and the statement that registers it."""
import ctypes
import ctypes.util

ED25519 = 1087  # NID_ED25519
POINTER = ctypes.c_void_p


def crypto():
    """libcrypto, with the types of what is used of it."""
    library = ctypes.CDLL(ctypes.util.find_library("crypto"))
    library.EVP_PKEY_new_raw_private_key.restype = POINTER
    library.EVP_PKEY_new_raw_private_key.argtypes = [ctypes.c_int, POINTER, ctypes.c_char_p, ctypes.c_size_t]
    library.EVP_PKEY_get_raw_public_key.argtypes = [POINTER, ctypes.c_char_p, POINTER]
    library.EVP_PKEY_free.argtypes = library.EVP_MD_CTX_free.argtypes = [POINTER]
    library.EVP_MD_CTX_new.restype = POINTER
    library.EVP_DigestSignInit.argtypes = [POINTER] * 5
    library.EVP_DigestSign.argtypes = [POINTER, ctypes.c_char_p, POINTER, ctypes.c_char_p, ctypes.c_size_t]
    return library


def signed(seed, message):
    """The public key of a seed of 32 bytes and its signature over the message, both as hex."""
    library = crypto()
    key = library.EVP_PKEY_new_raw_private_key(ED25519, None, seed, len(seed))
    context = library.EVP_MD_CTX_new()
    public, signature = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
    try:
        done = (library.EVP_PKEY_get_raw_public_key(key, public, ctypes.byref(ctypes.c_size_t(32))) == 1
                and library.EVP_DigestSignInit(context, None, None, None, key) == 1
                and library.EVP_DigestSign(context, signature, ctypes.byref(ctypes.c_size_t(64)), message, len(message)) == 1)
    finally:
        library.EVP_MD_CTX_free(context)
        library.EVP_PKEY_free(key)
    assert done, "libcrypto did not sign"
    return public.raw.hex(), signature.raw.hex()


def registration(seed, origin, handle, appointment):
    """The body of POST /v1/member-keys: include/buurtkas/domain/statement.h says what is signed."""
    public, _ = signed(seed, b"")
    _, proof = signed(seed, f"buurtkas-key-v1\n{origin}\n{handle}\n{public}\n".encode())
    return {"appointment": appointment, "publicKey": public, "proof": proof}
