//! Ctrl-C, and a polite request to end.

/// Waits until the user presses Ctrl-C or somebody asks this process to end. Where that cannot be heard, for ever.
pub async fn interrupted() {
    let heard = async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut terminated = signal(SignalKind::terminate())?;
            tokio::select! {
                pressed = tokio::signal::ctrl_c() => pressed,
                _ = terminated.recv() => Ok(()),
            }
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await
    };
    let heard: std::io::Result<()> = heard.await;
    if heard.is_err() {
        std::future::pending::<()>().await;
    }
}
