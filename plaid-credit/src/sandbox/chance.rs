//! Chance that is the same for the same seed, with every compiler.

const FNV_PRIME: u64 = 0x0100_0000_01b3;
const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// A seed of its own for each purpose.
pub(super) fn seed(seed: u64, purpose: &str) -> u64 {
    purpose.bytes().fold(seed ^ FNV_OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
    })
}

/// Chance of its own for each purpose.
pub(super) fn random(from: u64, purpose: &str) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed(from, purpose))
}
