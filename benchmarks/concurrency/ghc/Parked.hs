-- | Threads that all wait for the same MVar, which is then filled.
module Parked (parked) where

import Control.Concurrent
import Control.Monad
import Data.IORef

import Countdown
import Harness

parked :: Int -> IO ()
parked count = do
  gate <- newEmptyMVar
  waiting <- newCountdown count
  done <- newCountdown count
  woken <- newIORef (0 :: Int)
  before <- residentBytes
  creating <- begin
  replicateM_ count $ forkIO $ do
    countDown waiting
    one <- readMVar gate
    atomicModifyIORef' woken $ \n -> (n + one, ())
    countDown done
  awaitZero waiting
  yield
  create <- end creating
  after <- residentBytes
  waking <- begin
  putMVar gate 1
  awaitZero done
  wake <- end waking
  sum_ <- readIORef woken
  require (sum_ == count) "threads that woke"
  report "create" count create
  reportBytes count (after - before)
  report "wake" count wake
