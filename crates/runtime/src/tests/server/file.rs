use axum::body::Bytes;
use futures_util::StreamExt;

use crate::server::file::{File, Receiving};

async fn received(chunks: &[&'static [u8]], in_memory: usize) -> File {
    let mut receiving = Receiving::new(in_memory);
    for chunk in chunks {
        receiving.push(Bytes::from_static(chunk)).await.unwrap();
    }
    receiving.done(Some("a.txt".to_owned()), Some("text/plain".to_owned()))
}

async fn streamed(file: File) -> Vec<u8> {
    file.into_stream().map(|chunk| chunk.unwrap().to_vec()).concat().await
}

#[tokio::test]
async fn a_file_in_memory_and_on_disk() {
    for in_memory in [10, 4, 0] {
        let file = received(&[b"secret", b"", b"text"], in_memory).await;
        assert_eq!((file.len(), file.is_empty()), (10, false));
        assert_eq!(file.bytes().await.unwrap(), "secrettext");
        assert_eq!(file.bytes().await.unwrap(), "secrettext", "a second time");
        assert_eq!(streamed(file.clone()).await, b"secrettext");
        assert_eq!(file.text(), (in_memory == 10).then_some("secrettext"));
        assert!(!format!("{file:?}").contains("secret"), "{file:?}");
        assert_eq!(file, file.clone());
    }
}

#[tokio::test]
async fn files_are_compared() {
    let (memory, disk) = (received(&[b"a"], 1).await, received(&[b"a"], 0).await);
    assert_eq!(memory, received(&[b"a"], 9).await);
    assert_ne!(memory, disk);
    assert_ne!(disk, received(&[b"a"], 0).await);
    assert_ne!(memory, File::from(b"a".to_vec()), "another name");
    assert!(File::default().is_empty());
}

#[tokio::test]
async fn a_large_file_is_streamed_in_pieces() {
    static LARGE: [u8; 200_000] = [7; 200_000];
    let file = received(&[&LARGE], 1000).await;
    assert!(file.clone().into_stream().count().await > 1);
    assert_eq!(streamed(file).await, LARGE);
}
